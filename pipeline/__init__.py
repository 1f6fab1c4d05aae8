"""Pure functions and values: text in, stories out. No database, network, clock or framework."""
