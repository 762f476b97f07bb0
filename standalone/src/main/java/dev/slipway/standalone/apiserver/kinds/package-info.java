/** What the API server does with built-in kinds beyond storing them: names, defaults, checks, generation. */
@NullMarked
package dev.slipway.standalone.apiserver.kinds;

import org.jspecify.annotations.NullMarked;
