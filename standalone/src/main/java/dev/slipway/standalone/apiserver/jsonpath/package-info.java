/** The part of Kubernetes' JSONPath that printer columns and selectable fields use. */
@NullMarked
package dev.slipway.standalone.apiserver.jsonpath;

import org.jspecify.annotations.NullMarked;
