/*
 * Transfers data between the front's standard streams and the container's terminal while the front waits for the
 * program.
 *
 * The front holds the master of the container's terminal. The caller's terminal is in raw mode, so that the line
 * discipline of the container's terminal handles all keys and echoes them.
 *
 * termios(3), pts(4), poll(2)
 */
#ifndef HEXRUN_RELAY_H
#define HEXRUN_RELAY_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <termios.h>

#define RELAY_POLLS 3
#define RELAY_BUFFER ((size_t)16 * 1024)

/* A buffer that is filled only when it is empty. */
struct relay_buffer {
    size_t start;
    size_t end;
    char data[RELAY_BUFFER];
};

struct relay {
    bool running;
    int master;
    /* The front's standard input (-1: at its end) and output (-1: it has no reader). */
    int in;
    int out;
    /* The caller's terminal; -1: none. */
    int tty;
    bool raw;
    struct termios saved;
    /*
     * The two conditions that are checked repeatedly: no process has the slave open, and the front is in the
     * background.
     */
    bool hung;
    bool background;
    /* True if standard input is a terminal. Input is then not split into pieces. */
    bool typed;
    /* The length of the current line in the container's terminal. */
    size_t column;
    /*
     * The end of standard input has been read; the time at which the end-of-file character is sent next, and the
     * interval after that.
     */
    bool ended;
    uint64_t end_at;
    unsigned end_wait;
    /* The slave of the container's terminal, to check whether the program has read all input; -1: not open. */
    int slave;
    struct relay_buffer input;
    struct relay_buffer output;
};

/* Sets up both terminals before the program runs. No effect if the relay is running. */
void relay_begin(struct relay *r, int master);
/* Restores the caller's terminal. No effect if the relay is not running. */
void relay_end(struct relay *r);
/* Sets the descriptors to poll and returns the timeout in ms (-1: none). */
int relay_prepare(struct relay *r, struct pollfd p[RELAY_POLLS]);
/* Transfers data without waiting. */
void relay_move(struct relay *r, const struct pollfd p[RELAY_POLLS]);
/*
 * Transfers the remaining output after the end of the program. Does not wait for other processes that have the terminal
 * open. Returns early if a signal arrives on the signalfd(2) `signals`, since the reader of the output may be blocked.
 */
void relay_drain(struct relay *r, int signals);
/* Sets the size of the container's terminal to that of the caller's. Called after SIGWINCH. */
void relay_resize(struct relay *r);
/* Sets up the caller's terminal again, which another process may have changed. Called after SIGCONT. */
void relay_resume(struct relay *r);
/* Returns `set` without the signals whose handlers restore the terminal after a crash. */
uint64_t relay_unblock_crashes(const struct relay *r, uint64_t set);

#endif
