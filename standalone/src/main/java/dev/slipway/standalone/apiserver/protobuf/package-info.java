/**
 * Reads the protobuf form in which kubectl's typed commands send objects, by the field numbers of
 * {@link dev.slipway.api.schema.KubernetesTypes}. Replies are never protobuf.
 */
@NullMarked
package dev.slipway.standalone.apiserver.protobuf;

import org.jspecify.annotations.NullMarked;
