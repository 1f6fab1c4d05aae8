"""The edge: settings, Prefect flows, the command line, the demo."""
