{{/* Names and labels. `part` is gateway, promise, stock, latency, nginx or redis; templates take a dict of root and part. */}}

{{- define "otp.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "otp.name" -}}
{{ include "otp.fullname" .root }}-{{ .part }}
{{- end -}}

{{/* Name of a service that holds from every namespace and needs no search list, which nginx does not know. */}}
{{- define "otp.host" -}}
{{ include "otp.name" . }}.{{ .root.Release.Namespace }}.svc.{{ .root.Values.clusterDomain }}
{{- end -}}

{{- define "otp.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end -}}

{{- define "otp.labels" -}}
{{ include "otp.selector" . }}
app.kubernetes.io/part-of: order-promise-engine
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* Port of a URL, its scheme's unless it names one. */}}
{{- define "otp.urlPort" -}}
{{- $url := urlParse . -}}
{{- regexFind ":[0-9]+$" $url.host | trimPrefix ":" | default (eq $url.scheme "https" | ternary "443" "80") -}}
{{- end -}}

{{/* Processes of the engine, separated by spaces. */}}
{{- define "otp.parts" -}}
gateway promise stock{{ if .Values.latency.enabled }} latency{{ end }}
{{- end -}}

{{/* What our services listen on. A further app has its line here. */}}
{{- define "otp.port" -}}
{{- get (dict "gateway" 3000 "promise" 50051 "stock" 50061 "latency" 4318 "nginx" 8080 "redis" 6379) .part -}}
{{- end -}}
