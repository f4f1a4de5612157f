{{/* Environment of a process. */}}

{{- define "otp.ownEnv" -}}
{{- $values := .root.Values -}}
{{- $promise := printf "%s:50051" (include "otp.host" (dict "root" .root "part" "promise")) -}}
{{- $stock := printf "%s:50061" (include "otp.host" (dict "root" .root "part" "stock")) -}}
{{- if and $values.grpcTls.enabled (ne .part "latency") -}}
- name: GRPC_TLS_CA
  value: /run/secrets/otp-grpc/ca.crt
- name: GRPC_TLS_CERT
  value: /run/secrets/otp-grpc/tls.crt
- name: GRPC_TLS_KEY
  value: /run/secrets/otp-grpc/tls.key
{{ end -}}
{{- if eq .part "gateway" -}}
- name: PROMISE_ADDRESSES
  value: {{ $promise | quote }}
- name: STOCK_ADDRESSES
  value: {{ $stock | quote }}
- name: REQUEST_TIMEOUT_MS
  value: {{ int $values.gateway.requestTimeoutMs | quote }}
- name: TRUSTED_PROXIES
  value: {{ join "," $values.gateway.trustedProxies | quote }}
- name: CORS_ORIGINS
  value: {{ join "," $values.gateway.corsOrigins | quote }}
{{- if $values.webhooks.secret.name }}
- name: WEBHOOK_SECRETS_FILE
  value: /run/secrets/otp/webhook-secrets
{{- end }}
{{- else if eq .part "promise" -}}
- name: STOCK_ADDRESSES
  value: {{ $stock | quote }}
- name: DEFAULT_WAREHOUSE
  value: {{ $values.defaultWarehouse | quote }}
{{- else if eq .part "stock" -}}
- name: ERPNEXT_URL
  value: {{ $values.erpnext.url | quote }}
{{- with $values.erpnext.publicUrl }}
- name: ERPNEXT_PUBLIC_URL
  value: {{ . | quote }}
{{- end }}
- name: ERPNEXT_API_KEY
  valueFrom: {secretKeyRef: {name: {{ $values.erpnext.secret.name }}, key: {{ $values.erpnext.secret.apiKey }}}}
- name: ERPNEXT_API_SECRET_FILE
  value: /run/secrets/otp/erpnext-api-secret
- name: DEFAULT_WAREHOUSE
  value: {{ $values.defaultWarehouse | quote }}
{{- end }}
{{- end -}}

{{/* Where the traces of a process go. */}}
{{- define "otp.tracesEnv" -}}
{{- $collector := .root.Values.collector -}}
{{- if $collector.endpoint -}}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ $collector.endpoint | quote }}
{{- with $collector.headersSecret }}
{{- if .name }}
- name: OTEL_EXPORTER_OTLP_HEADERS
  valueFrom: {secretKeyRef: {name: {{ .name }}, key: {{ .key }}}}
{{- end }}
{{- end }}
{{- else if .root.Values.latency.enabled -}}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: http://{{ eq .part "latency" | ternary "127.0.0.1" (include "otp.host" (dict "root" .root "part" "latency")) }}:4318
{{- end -}}
{{- end -}}
