# Owns the image that web, worker, beat and migrate share. Built with: docker compose build
# syntax=docker/dockerfile:1

FROM python:3.11-slim AS packages
WORKDIR /build
COPY requirements.lock pyproject.toml ./
COPY deploy/install-packages deploy/
RUN deploy/install-packages /venv

FROM python:3.11-slim
# A number of its own, so that whoever owns the machine can tell who it is in there.
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends \
      libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 990 --user-group --no-create-home --shell /usr/sbin/nologin mdt \
 && install -d -o mdt -g mdt -m 700 /witness
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=mdt.settings MDT_STATIC_ROOT=/app/staticfiles
# collectstatic asks the settings for values that it does not use; nothing of them stays in the image.
RUN DATABASE_URL=postgresql://none/none REDIS_URL=redis://none MDT_ROLE=web \
    DJANGO_SECRET_KEY=none MDT_FIELD_KEY=none \
    python manage.py collectstatic --no-input --verbosity 0
USER mdt
EXPOSE 8000
CMD ["gunicorn", "mdt.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--no-control-socket", "--worker-tmp-dir", "/dev/shm", "--logger-class", "mdt.server_log.ServerLog"]
