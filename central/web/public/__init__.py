"""The page behind a ticket's code, `/t/<token>`: the address is the whole right, nobody signs in, nobody is named."""
