"""A whole collection on one machine: real S3, PostgreSQL and Airflow, from wheels, on 127.0.0.1 alone."""
