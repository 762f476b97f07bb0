/** The hook through which the owner of the API server changes or refuses objects before they are stored. */
@NullMarked
package dev.slipway.standalone.apiserver.admission;

import org.jspecify.annotations.NullMarked;
