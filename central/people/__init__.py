"""Who may sign in to central and what each may see; knows no page."""
