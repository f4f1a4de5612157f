import { balances, KEEPS_IDLE_CONNECTIONS, PASSIVE_HEALTH } from '../start/nginx-config.js';

/** What differs between places that nginx is deployed to; expressions of the place's own template language too. */
export interface NginxDeployment {
  readonly workers: string;
  /** Seconds that requests in flight have at the end. */
  readonly drain: string;
  /** host:port that stands for all gateways. */
  readonly gateways: string;
  /** Line of `upstream` that says how calls are spread. */
  readonly balance: string;
  /** Line that sends the log to the latency service, which makes nginx's spans of it. */
  readonly spans: string;
  /** What is handed on to the gateways when the caller's trace goes on, after what the template says. */
  readonly traceparent: (ownSpan: string) => string;
  /** Lines of `server` for HTTPS. */
  readonly tls: string;
  /** DNS server that knows their addresses. */
  readonly resolver: string;
  /** Sum in milliseconds of REQUEST_TIMEOUT_MS and a number. */
  readonly plus: (milliseconds: number) => string;
  /** Lines of the map of origins. */
  readonly allowedOrigins: string;
  /** Lines of `server` that say whose X-Forwarded-For counts. */
  readonly realIp: string;
}

const OWN_SPAN = /"00-\$own_trace-\$span_id-\$own_flags"/;

/** The longest time that a caller may ask for, and what a gateway may take beyond it. */
const LONGEST_REQUEST_MS = 30_000;
const GRACE_MS = 3_000;

/**
 * Makes nginx/nginx.conf.template fit a container: nothing is written but in /tmp, logs go to the container's
 * own, and the gateways are those that DNS names at the moment (nginx 1.27.3 or later). Throws when the
 * template no longer has a line that must be another one there.
 */
export function deployedNginxConfig(template: string, place: NginxDeployment): string {
  const gateways = (settings: string): string => `        server ${place.gateways} resolve ${settings};`;
  const lines: readonly (readonly [RegExp, string])[] = [
    [
      /^# Rendered by [^]*?\n\n/,
      '# Made from nginx/nginx.conf.template; change that, and make this anew.\n\n',
    ],
    [/^worker_processes auto;$/m, `worker_processes ${place.workers};`],
    [/^worker_shutdown_timeout 30s;$/m, `worker_shutdown_timeout ${place.drain}s;`],
    [/^pid nginx\.pid;$/m, 'pid /tmp/nginx.pid;'],
    [/^error_log \S+ warn;$/m, 'error_log stderr warn;'],
    [/ *access_log \S+ json .*;$/m, `    access_log /dev/stdout json;\n${place.spans}`],
    [OWN_SPAN, place.traceparent('$&')],
    [/_temp_path temp\//g, '_temp_path /tmp/'],
    [
      /^ {4}upstream gateways \{$/m,
      `    resolver ${place.resolver} valid=5s;\n    resolver_timeout 2s;\n\n$&`,
    ],
    [/^ {8}listen \S+ backlog=1024;$/m, `        listen 8080 backlog=1024;${place.realIp}`],
    [/\{\{cache\}\}/, '/tmp/answers'],
    [/^\{\{balance\}\}$/m, place.balance],
    [/^\{\{gateways\}\}$/m, gateways(PASSIVE_HEALTH)],
    [/^\{\{all_gateways\}\}$/m, gateways('max_fails=0')],
    [/^\{\{tls\}\}$/m, place.tls],
    [/^\{\{idle_connections\}\}$/m, KEEPS_IDLE_CONNECTIONS],
    [/^\{\{allowed_origins\}\}$/m, place.allowedOrigins],
    [/\{\{answer_ms\}\}/, place.plus(GRACE_MS)],
    [/\{\{next_gateway_ms\}\}/, place.plus(2 * GRACE_MS)],
    [/\{\{patient_answer_ms\}\}/g, String(LONGEST_REQUEST_MS + GRACE_MS)],
    [/\{\{patient_next_gateway_ms\}\}/g, String(LONGEST_REQUEST_MS + 2 * GRACE_MS)],
  ];
  // Marked while others are still replaced: what is put in may have double braces of its own.
  const put: string[] = [];
  const marked = lines.reduce((text, [line, instead]) => {
    if (text.search(line) < 0)
      throw new Error(`nginx.conf.template has nothing like ${line.source} any more.`);
    return text.replace(line, (found) => `\uE000${put.push(instead.replace('$&', found)) - 1}\uE000`);
  }, template);
  const left = /\{\{\w+\}\}/.exec(marked);
  if (left) throw new Error(`nginx.conf.template asks for ${left[0]}, which a deployment does not know.`);
  return marked.replaceAll(/\uE000(\d+)\uE000/g, (_all, at: string) => put[Number(at)] ?? '');
}

export const composeNginx: NginxDeployment = {
  workers: '2',
  drain: '30',
  gateways: 'gateway:3000',
  balance: '',
  spans: '    access_log syslog:server=172.28.255.254:5140,nohostname,tag=nginx json;',
  traceparent: (ownSpan) => ownSpan,
  tls: '',
  resolver: '127.0.0.11',
  plus: (milliseconds) => String(2_000 + milliseconds),
  allowedOrigins: '        default "";',
  realIp: '',
};

/** In the words of Helm's templates. */
export const chartNginx: NginxDeployment = {
  workers: '{{ .Values.nginx.workers }}',
  drain: '{{ .Values.drain.seconds }}',
  gateways: '{{ include "otp.host" (dict "root" . "part" "gateway") }}:3000',
  balance: [
    '        {{- if eq .Values.nginx.balance "random-two" }}',
    balances['random-two'],
    '        {{- else if eq .Values.nginx.balance "least-connections" }}',
    balances['least-connections'],
    '        {{- end }}',
  ].join('\n'),
  spans: [
    '    {{- if .Values.latency.enabled }}',
    '    access_log syslog:server={{ include "otp.host" (dict "root" . "part" "latency") }}:5140,nohostname,tag=nginx json;',
    '    {{- end }}',
  ].join('\n'),
  // A span that nobody tells of would be a gap in the caller's trace.
  traceparent: (ownSpan) =>
    `{{ .Values.latency.enabled | ternary (print \`${ownSpan}\`) "$http_traceparent" }}`,
  tls: [
    '        {{- if .Values.nginx.tls.secretName }}',
    '        listen 8443 ssl backlog=1024;',
    '        http2 on;',
    '        ssl_certificate /run/secrets/otp-tls/tls.crt;',
    '        ssl_certificate_key /run/secrets/otp-tls/tls.key;',
    '        {{- end }}',
  ].join('\n'),
  resolver: '{{ .Values.nginx.resolver }}',
  plus: (milliseconds) => `{{ add (int .Values.gateway.requestTimeoutMs) ${milliseconds} }}`,
  allowedOrigins: [
    '        {{- if has "*" .Values.gateway.corsOrigins }}',
    '        default "*";',
    '        {{- else }}',
    '        default "";',
    '        {{- range .Values.gateway.corsOrigins }}',
    '        "{{ . }}" "{{ . }}";',
    '        {{- end }}',
    '        {{- end }}',
  ].join('\n'),
  realIp: [
    '\n        {{- if .Values.nginx.realIpFrom }}',
    '        real_ip_header X-Forwarded-For;',
    '        real_ip_recursive on;',
    '        {{- end }}',
    '        {{- range .Values.nginx.realIpFrom }}',
    '        set_real_ip_from {{ . }};',
    '        {{- end }}',
  ].join('\n'),
};
