/** Images that machines are made from: list, import by URL, upload, page of one image. What an image is, docs/contracts.md §8 says. */
@NullMarked
package dev.slipway.portal.images;

import org.jspecify.annotations.NullMarked;
