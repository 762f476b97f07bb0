/** The certificates by which upload Pods and the upload proxy know each other. Which claims get Pods is decided elsewhere. */
@NullMarked
package dev.slipway.operator.authority;

import org.jspecify.annotations.NullMarked;
