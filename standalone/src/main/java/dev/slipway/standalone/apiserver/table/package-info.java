/** What {@code kubectl get} shows: objects as rows of a {@code meta.k8s.io/v1 Table}. No HTTP, no stored objects. */
@NullMarked
package dev.slipway.standalone.apiserver.table;

import org.jspecify.annotations.NullMarked;
