"""From stories to claims: sentences drawn from posts and tables, checked against what they cite."""
