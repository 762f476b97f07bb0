package dev.slipway.portal.images;

import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.lists.ListAddress;
import dev.slipway.portal.lists.Seen;
import dev.slipway.portal.lists.Slice;
import dev.slipway.portal.live.LivePart;
import dev.slipway.portal.live.LiveView;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows of the list of images as they change; a list that gets other rows is read again. */
@Singleton
class ImageListLive implements LivePart {
    private final ImageIndex index;

    ImageListLive(ImageIndex index) {
        this.index = index;
    }

    @Override
    public Optional<LiveView> open(Visit visit, MultivaluedMap<String, String> wanted) {
        String at = wanted.getFirst("at");
        return Optional.ofNullable(wanted.getFirst("images"))
                .map(parameters ->
                        new View(visit, ListAddress.parse(ImageList.KIND.path(), parameters), at == null ? "" : at));
    }

    private final class View implements LiveView {
        private final Visit visit;
        private final ListAddress address;
        private final String at;
        private Optional<Map<ObjectKey, ImageRow>> told = Optional.empty();
        private int total;
        private int matching;

        View(Visit visit, ListAddress address, String at) {
            this.visit = visit;
            this.address = address;
            this.at = at;
        }

        @Override
        public Update next() {
            Seen<ImageRow> seen = index.seen(visit);
            Slice<ImageRow> slice = ImageList.KIND.slice(address, seen);
            Map<ObjectKey, ImageRow> now = new LinkedHashMap<>();
            slice.rows().forEach(row -> now.put(row.key(), row));
            if (told.isEmpty()) {
                // the page may be older than this stream
                told = Optional.of(now);
                total = slice.total();
                matching = slice.matching();
                return ImageList.KIND.print(address, seen).equals(at) ? Update.NOTHING : Update.STALE;
            }
            Map<ObjectKey, ImageRow> before = told.get();
            told = Optional.of(now);
            boolean renumbered = slice.total() != total || slice.matching() != matching;
            total = slice.total();
            matching = slice.matching();
            if (renumbered || !now.keySet().equals(before.keySet())) {
                return Update.STALE;
            }
            List<String> changed = new ArrayList<>();
            now.forEach((key, row) -> {
                if (!row.equals(before.get(key))) {
                    changed.add(Templates.row(row, ImageList.KIND.on(address)).render());
                }
            });
            return changed.isEmpty() ? Update.NOTHING : Update.of(changed);
        }
    }
}
