"""What the page behind a ticket's code may see and do: rules alone, no web, no store."""
