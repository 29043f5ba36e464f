"""The figures that Việt Nam's Study Promotion Associations report: crawl, extract, validate, land."""
