/** Who asks for what: callers, their attributes and the path of a request. No HTTP, no stored objects. */
@NullMarked
package dev.slipway.standalone.apiserver.request;

import org.jspecify.annotations.NullMarked;
