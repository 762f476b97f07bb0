package dev.slipway.machine.cloudinit;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** The area for what does not fit into directory records (SUSP §5.1). */
final class IsoContinuation {
    /** Where an entry lies. */
    record Place(int sector, int offset) {}

    private final int firstSector;
    private final Map<Place, byte[]> entries = new LinkedHashMap<>();
    private int end;

    IsoContinuation(int firstSector) {
        this.firstSector = firstSector;
    }

    /** Takes an entry in; none crosses the end of a sector. */
    Place place(byte[] entry) {
        if (end % Iso9660Image.SECTOR + entry.length > Iso9660Image.SECTOR) {
            end += Iso9660Image.SECTOR - end % Iso9660Image.SECTOR;
        }
        Place place = new Place(firstSector + end / Iso9660Image.SECTOR, end % Iso9660Image.SECTOR);
        entries.put(place, entry);
        end += entry.length;
        return place;
    }

    int sectors() {
        return (end + Iso9660Image.SECTOR - 1) / Iso9660Image.SECTOR;
    }

    void writeTo(ByteBuffer image) {
        entries.forEach((place, entry) -> image.position(place.sector() * Iso9660Image.SECTOR + place.offset())
                .put(entry));
    }
}
