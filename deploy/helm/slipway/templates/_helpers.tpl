{{- define "slipway.labels" -}}
app.kubernetes.io/part-of: slipway
{{- end }}

{{- define "slipway.managed" -}}
app.kubernetes.io/part-of: slipway
app.kubernetes.io/name: {{ . }}
{{- end }}

{{- /* image (list $ "operator") */}}
{{- define "slipway.image" -}}
{{- $top := index . 0 -}}
{{ $top.Values.images.repository }}/{{ index . 1 }}:{{ $top.Values.images.tag | default $top.Chart.AppVersion }}
{{- end }}

{{- define "slipway.pullSecrets" -}}
{{- with .Values.images.pullSecrets }}
imagePullSecrets:
{{- range . }}
- name: {{ . }}
{{- end }}
{{- end }}
{{- end }}

{{- /* How the Pods of the control plane are placed: (list $ "operator") */}}
{{- define "slipway.placement" -}}
{{- $top := index . 0 -}}
priorityClassName: {{ $top.Values.priorityClassName }}
{{- with $top.Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $top.Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints:
- maxSkew: 1
  topologyKey: kubernetes.io/hostname
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels: {app.kubernetes.io/name: {{ index . 1 }}}
{{- end }}

{{- define "slipway.restricted" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- /* PodDisruptionBudget of a part: (list $ "operator") */}}
{{- define "slipway.disruption" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ index . 1 }}
  namespace: slipway
  labels:
    {{- include "slipway.managed" (index . 1) | nindent 4 }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels: {app.kubernetes.io/name: {{ index . 1 }}}
{{- end }}

{{- /* ServiceAccount of a part */}}
{{- define "slipway.account" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ . }}
  namespace: slipway
  labels:
    {{- include "slipway.labels" . | nindent 4 }}
{{- end }}

{{- /* Gives a part its ClusterRole of the name slipway:<part> */}}
{{- define "slipway.clusterBinding" -}}
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: slipway:{{ . }}
  labels:
    {{- include "slipway.labels" . | nindent 4 }}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: slipway:{{ . }}}
subjects:
- {kind: ServiceAccount, name: {{ . }}, namespace: slipway}
{{- end }}

{{- /* Gives a part its Role of the same name */}}
{{- define "slipway.binding" -}}
{{ include "slipway.bindingIn" (list "slipway" .) }}
{{- end }}

{{- /* Gives a part its Role of the same name in a namespace: (list "slipway-accounts" "portal") */}}
{{- define "slipway.bindingIn" -}}
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: {{ index . 1 }}
  namespace: {{ index . 0 }}
  labels:
    {{- include "slipway.labels" . | nindent 4 }}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: {{ index . 1 }}}
subjects:
- {kind: ServiceAccount, name: {{ index . 1 }}, namespace: slipway}
{{- end }}

{{- /* The volume with the authorities that vouch for the provider of sign-in, if it is there */}}
{{- define "slipway.oidcAuthority" -}}
{{- with .Values.portal.oidc -}}
{{- if and .issuer .authority.secret -}}
secret: {secretName: {{ .authority.secret }}, defaultMode: 0440}
{{- else if and .issuer .authority.configMap -}}
configMap: {name: {{ .authority.configMap }}}
{{- end -}}
{{- end -}}
{{- end }}
