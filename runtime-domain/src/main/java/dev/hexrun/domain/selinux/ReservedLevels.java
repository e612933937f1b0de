package dev.hexrun.domain.selinux;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The levels of the containers of an engine. A container that no other container may access has a level of its own, a
 * pair of random categories, which is reserved until the container is removed. Thread-safe.
 *
 * <p>Levels with equal categories are the same level, however they are written. Levels without categories are shared
 * by all containers and are never reserved.
 */
public final class ReservedLevels {

    private static final int RANDOM_ATTEMPTS = 64;

    private final RandomGenerator random;
    private final int categories;
    private final Set<String> reserved = new HashSet<>();

    /**
     * Creates the set, without reserved levels.
     *
     * @param random the source of categories. Pairs need not be unpredictable, since only the engine assigns them
     * @param categories the number of categories in use, c0 to c(categories - 1); 2 to 1024
     */
    public ReservedLevels(RandomGenerator random, int categories) {
        if (categories < 2 || categories > CategorySet.MAX + 1) {
            throw new IllegalArgumentException("the number of categories must be 2 to " + (CategorySet.MAX + 1));
        }
        this.random = random;
        this.categories = categories;
    }

    /**
     * Reserves a level.
     *
     * @param level the level; without categories, the call has no effect
     * @return {@code true} unless the level is already reserved
     */
    public synchronized boolean reserve(String level) {
        return !hasCategories(level) || reserved.add(normalized(level));
    }

    /**
     * Returns whether a level is reserved.
     *
     * @param level the level
     * @return {@code true} if it is
     */
    public synchronized boolean isReserved(String level) {
        return reserved.contains(normalized(level));
    }

    /**
     * Releases a level. The call has no effect if it is not reserved.
     *
     * @param level the level
     */
    public synchronized void release(String level) {
        reserved.remove(normalized(level));
    }

    /**
     * Reserves a level with sensitivity s0 and two random categories that no other container has.
     *
     * @return the level, for example {@code s0:c120,c731}
     * @throws IllegalStateException if all pairs are reserved
     */
    public synchronized String reserveUnique() {
        for (int i = 0; i < RANDOM_ATTEMPTS; i++) {
            int one = random.nextInt(categories);
            int other = random.nextInt(categories - 1);
            String level = pair(one, other >= one ? other + 1 : other);
            if (reserved.add(level)) {
                return level;
            }
        }
        for (int one = 0; one < categories; one++) {
            for (int other = one + 1; other < categories; other++) {
                String level = pair(one, other);
                if (reserved.add(level)) {
                    return level;
                }
            }
        }
        throw new IllegalStateException("all pairs of " + categories + " categories are reserved");
    }

    private static String pair(int one, int other) {
        return "s0:c" + Math.min(one, other) + ",c" + Math.max(one, other);
    }

    private static boolean hasCategories(String level) {
        return level.contains(":c");
    }

    private static String normalized(String level) {
        try {
            return MlsRange.of(level).toString();
        } catch (IllegalArgumentException e) {
            return level;
        }
    }
}
