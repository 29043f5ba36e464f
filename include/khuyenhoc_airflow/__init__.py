"""The steps as Airflow tasks: a Connection becomes a client, an error becomes retry or fail."""
