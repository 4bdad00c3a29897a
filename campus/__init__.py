"""The domain of campus-energy: values, and the two places where things are kept."""
