/** The JSON codec, and readings of JSON trees that several parts share. */
@NullMarked
package dev.slipway.standalone.apiserver.json;

import org.jspecify.annotations.NullMarked;
