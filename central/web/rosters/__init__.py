"""The pages of rosters, of PINs, and of the settings that gateways are sent."""
