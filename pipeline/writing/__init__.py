"""From stories to claims: sentences drawn from posts and tables, each checked against what it cites."""
