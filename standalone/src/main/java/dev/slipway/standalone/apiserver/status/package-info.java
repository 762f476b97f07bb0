/** What the API server answers when it refuses: {@code metav1.Status} in the words of kube-apiserver. */
@NullMarked
package dev.slipway.standalone.apiserver.status;

import org.jspecify.annotations.NullMarked;
