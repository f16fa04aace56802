# The production image: web, worker and beat are the same image with another command.
FROM python:3.12-slim AS packages
COPY requirements/base.txt /tmp/requirements.txt
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/requirements.txt

FROM python:3.12-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STATIC_ROOT=/portal/staticfiles
RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent portal
WORKDIR /portal
COPY --from=packages /venv /venv
COPY . .
# Nothing is started and no secret is known while the image is built.
RUN python scripts/compile_messages.py \
    && PORTAL_LOCAL=off HASHED_STATIC=true python manage.py collectstatic --noinput --verbosity 0
USER portal
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "scripts/healthcheck.py", "/healthz"]
# WEB_CONCURRENCY sets the number of processes.
CMD ["gunicorn", "partnercenter.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--max-requests", "2000", "--max-requests-jitter", "200", "--no-control-socket"]
