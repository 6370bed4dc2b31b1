"""The measured quantities: their definitions, their signals over time, their value for one rep."""
