"""What a digest is. Never imports dagster.

Floors, from the ground: `records`, `weeks`, `errors`, `week_material` · `text`, `reference` ·
`warehouse`, `clients`, `nlp`, `writing`, `render`, `evaluation`, siblings that never import each
other. They meet only in the package `assets`.
"""
