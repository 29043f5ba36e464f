# One image for every Airflow process, from the same lock as everywhere else.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm
FROM ${PYTHON_IMAGE} AS build
ENV UV_LINK_MODE=copy UV_NO_CACHE=1 UV_PYTHON_DOWNLOADS=never VIRTUAL_ENV=/opt/airflow/venv PATH=/opt/uv/bin:$PATH
RUN python3 -m venv /opt/uv && /opt/uv/bin/pip install -q --no-cache-dir uv==0.13.9
WORKDIR /build
COPY requirements.in requirements.txt ./
# Everything by the lock and its hashes; then what no line above "The demo's real servers" asks for goes again.
RUN python3 -m venv --without-pip "$VIRTUAL_ENV" \
 && uv pip sync -q --require-hashes requirements.txt \
 && sed "/^# The demo's real servers/,\$d" requirements.in >runtime.in \
 && uv pip compile -q --constraint requirements.txt --no-annotate runtime.in -o runtime.txt \
 && uv pip sync -q runtime.txt \
 && find "$VIRTUAL_ENV" -path '*site-packages*' -type d -name tests -prune -exec rm -rf {} +
# What is in it, for scanners, as CycloneDX. Compiled: a process starts three times slower where it must compile.
RUN uv tool run -q --from cyclonedx-bom==7.3.1 cyclonedx-py environment --output-reproducible --of JSON \
      -o "$VIRTUAL_ENV/khuyenhoc.cdx.json" "$VIRTUAL_ENV/bin/python" \
 && python3 -m compileall -q -j 0 --invalidation-mode unchecked-hash "$VIRTUAL_ENV/lib"

FROM ${PYTHON_IMAGE}
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="khuyenhoc" \
      org.opencontainers.image.description="Daily collection of the figures that Việt Nam's Study Promotion Associations report" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      khuyenhoc.sbom="/opt/airflow/venv/khuyenhoc.cdx.json" \
      khuyenhoc.sbom.format="CycloneDX JSON"
RUN useradd --uid 50000 --gid 0 --create-home --home-dir /home/airflow airflow
WORKDIR /opt/airflow
COPY --from=build /opt/airflow/venv venv
COPY dags dags
COPY plugins plugins
COPY include include
# An empty airflow.cfg: everything comes from the environment, and none with secrets of its own is written.
# /entrypoint runs what it is given: the official Helm chart calls it by that name.
RUN printf '#!/bin/sh\nexec "$@"\n' >/entrypoint && chmod 755 /entrypoint \
 && touch airflow.cfg && mkdir logs && chown airflow:0 logs && chmod g+w logs \
 && python3 -m compileall -q --invalidation-mode unchecked-hash dags plugins include
ENV PATH=/opt/airflow/venv/bin:$PATH \
    LANG=C.UTF-8 \
    PYTHONPATH=/opt/airflow/include \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    AIRFLOW_HOME=/opt/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/airflow/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/airflow/plugins \
    AIRFLOW__CORE__LOAD_EXAMPLES=False
USER 50000
EXPOSE 8080
ENTRYPOINT ["/entrypoint"]
CMD ["airflow", "version"]
