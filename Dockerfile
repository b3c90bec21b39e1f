# One image for web, worker and beat. The front end is built apart, so Node is not in it.

FROM node:22-bookworm-slim AS bench
WORKDIR /src/bench
COPY bench/package.json bench/package-lock.json bench/.npmrc ./
RUN npm ci --ignore-scripts
COPY bench ./
RUN node build.mjs

FROM python:3.11-slim-bookworm AS packages
COPY requirements/production.txt /tmp/production.txt
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --no-input --require-hashes --no-deps -r /tmp/production.txt

FROM python:3.11-slim-bookworm
# A new volume takes the rights of the folder that it lies over.
RUN useradd --system --uid 10001 --home-dir /var/lib/chuan --create-home chuan \
 && install --directory --mode=0700 --owner=chuan /keys
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY manage.py LICENSE ./
COPY scripts/compile_messages.py scripts/
COPY deploy/make_bucket.py deploy/
COPY metrology metrology
COPY common common
COPY audit audit
COPY accounts accounts
COPY instruments instruments
COPY calibration calibration
COPY certificates certificates
COPY contracts contracts
COPY planning planning
COPY reports reports
COPY backend backend
COPY --from=bench /src/bench/dist bench/dist

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=backend.settings \
    DATA_DIR=/var/lib/chuan \
    SIGNING_KEYS_DIR=/keys \
    STATIC_FROM_SOURCE=0 \
    STATIC_ROOT=/app/build/static

# Static files are collected while building, with a throw-away data folder and key.
RUN find . -path '*/LC_MESSAGES/*.po' -exec python scripts/compile_messages.py {} + \
 && DATA_DIR=/tmp/build python manage.py collectstatic --noinput \
 && rm -rf /tmp/build \
 && python -m compileall -q .

USER chuan
EXPOSE 8000

# granian reads its options from the environment; a centre sets GRANIAN_WORKERS to its cores.
ENV GRANIAN_HOST=0.0.0.0 \
    GRANIAN_PORT=8000 \
    GRANIAN_INTERFACE=wsgi \
    GRANIAN_WORKERS=2 \
    GRANIAN_BLOCKING_THREADS=4 \
    GRANIAN_RESPAWN_FAILED_WORKERS=true
CMD ["granian", "backend.wsgi:application"]
