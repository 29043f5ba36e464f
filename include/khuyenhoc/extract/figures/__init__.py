"""Read the figures of Vietnamese prose about study promotion (khuyến học)."""
