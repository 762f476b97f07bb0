//go:build tools

// Package tools names the tool by which admins install the chart.
package tools

import _ "helm.sh/helm/v4/cmd/helm"
