{{/* How processes find Redis, and what is secret about it. */}}

{{- define "otp.redisAddresses" -}}
{{- $redis := .Values.redis -}}
{{- if eq $redis.mode "own" -}}
{{- printf "%s:6379" (include "otp.host" (dict "root" . "part" "redis")) -}}
{{- else -}}
{{- if empty $redis.addresses }}{{ fail "redis.addresses must say where the existing Redis is, each host:port." }}{{ end -}}
{{- join "," $redis.addresses -}}
{{- end -}}
{{- end -}}

{{/* User, TLS and database number are read from REDIS_URL in every mode. */}}
{{- define "otp.redisEnv" -}}
{{- $redis := .Values.redis -}}
{{- $addresses := include "otp.redisAddresses" . -}}
{{- $user := empty $redis.username | ternary "" (printf "%s@" (urlquery $redis.username)) -}}
- name: REDIS_URL
  value: {{ printf "%s://%s%s/%d" ($redis.tls.enabled | ternary "rediss" "redis") $user (first (splitList "," $addresses)) (int $redis.database) | quote }}
{{- if eq $redis.mode "sentinel" }}
- name: REDIS_SENTINELS
  value: {{ $addresses | quote }}
- name: REDIS_SENTINEL_NAME
  value: {{ $redis.sentinelName | quote }}
{{- else if eq $redis.mode "cluster" }}
- name: REDIS_CLUSTER
  value: {{ $addresses | quote }}
{{- end }}
{{- if $redis.passwordSecret.name }}
- name: REDIS_PASSWORD_FILE
  value: /run/secrets/otp/redis-password
{{- end }}
{{- if and $redis.tls.enabled $redis.tls.caSecret.name }}
- name: NODE_EXTRA_CA_CERTS
  value: /run/secrets/otp/redis-ca.crt
{{- end }}
{{- end -}}

{{/* Files of a process's secrets, as sources of a projected volume. */}}
{{- define "otp.secretSources" -}}
{{- $values := .root.Values -}}
{{- with $values.redis.passwordSecret }}{{ if .name }}
- secret: {name: {{ .name }}, items: [{key: {{ .key }}, path: redis-password}]}
{{- end }}{{ end }}
{{- if $values.redis.tls.enabled }}{{ with $values.redis.tls.caSecret }}{{ if .name }}
- secret: {name: {{ .name }}, items: [{key: {{ .key }}, path: redis-ca.crt}]}
{{- end }}{{ end }}{{ end }}
{{- if eq .part "stock" }}{{ with $values.erpnext.secret }}
- secret: {name: {{ .name }}, items: [{key: {{ .apiSecret }}, path: erpnext-api-secret}]}
{{- end }}{{ end }}
{{- if eq .part "gateway" }}{{ with $values.webhooks.secret }}{{ if .name }}
- secret: {name: {{ .name }}, items: [{key: {{ .key }}, path: webhook-secrets}]}
{{- end }}{{ end }}{{ end }}
{{- end -}}
