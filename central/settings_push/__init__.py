"""`site.toml` of each centre: written from lists, rosters and settings, kept by version, sent to its gateways."""
