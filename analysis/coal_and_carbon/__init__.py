"""Coal equivalent (标准煤) and CO2 of what was used."""
