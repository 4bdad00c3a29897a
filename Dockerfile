# One image for collector, worker and API: `campus collect`, `campus work`, `campus serve`.

FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /source
RUN python -m venv /opt/campus
COPY requirements.lock ./
RUN /opt/campus/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY alerts alerts
COPY analysis analysis
COPY api api
COPY campus campus
COPY cli cli
COPY collector collector
COPY dashboards dashboards
COPY simulators simulators
RUN /opt/campus/bin/pip install --no-deps --no-build-isolation . \
    && /opt/campus/bin/python -m compileall -q /opt/campus/lib

FROM python:3.12-slim
RUN groupadd --gid 10001 campus \
    && useradd --uid 10001 --gid campus --no-create-home --home-dir /var/lib/campus --shell /usr/sbin/nologin campus \
    && install -d -o campus -g campus /var/lib/campus /site
COPY --from=build /opt/campus /opt/campus
ENV PATH=/opt/campus/bin:$PATH PYTHONUNBUFFERED=1 NICEGUI_STORAGE_PATH=/var/lib/campus/pages
USER 10001:10001
WORKDIR /site
VOLUME /var/lib/campus
EXPOSE 8000
ENTRYPOINT ["campus"]
CMD ["run", "-c", "/site/campus.yaml"]
