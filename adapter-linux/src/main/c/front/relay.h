/*
 * Connects the front's terminal with the container's while the front waits for the program.
 *
 * The front holds the master of the container's terminal. The caller's is in raw mode meanwhile, so that every key
 * reaches the line discipline of the container's, which alone echoes it.
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

/* Filled only when it is empty. */
struct relay_buffer {
    size_t start;
    size_t end;
    char data[RELAY_BUFFER];
};

struct relay {
    bool running;
    int master;
    /* The front's standard input and output; -1: at its end, or without a reader. */
    int in;
    int out;
    /* The caller's terminal, on any of the streams; -1: none. */
    int tty;
    bool raw;
    struct termios saved;
    /* No process holds the other end, or the front is in the background: checked again later. */
    bool hung;
    bool background;
    /* Standard input is a terminal: input is passed on unchanged. */
    bool typed;
    /* The length of the current line in the container's terminal. */
    size_t column;
    /*
     * Standard input is at its end; the time at which the container's terminal gets the end next, and the wait after
     * that.
     */
    bool ended;
    uint64_t end_at;
    unsigned end_wait;
    /* The slave of the container's terminal, open to check whether something is left to read; -1: not open. */
    int slave;
    struct relay_buffer input;
    struct relay_buffer output;
};

/* Sets both terminals up before the program runs. No effect if running. */
void relay_begin(struct relay *r, int master);
/* Restores the caller's terminal. No effect if not running. */
void relay_end(struct relay *r);
/* Sets the descriptors to poll and returns the timeout in ms (-1: none). */
int relay_prepare(struct relay *r, struct pollfd p[RELAY_POLLS]);
/* Transfers data without waiting. */
void relay_move(struct relay *r, const struct pollfd p[RELAY_POLLS]);
/*
 * After the end of the program: transfers the rest of its output. Other processes that hold the terminal are not waited
 * for. A signal on the signalfd(2) `signals` ends this early.
 */
void relay_drain(struct relay *r, int signals);
/* SIGWINCH: sets the container's terminal to the size of the caller's. */
void relay_resize(struct relay *r);
/* SIGCONT: sets the caller's terminal up again, which may have changed meanwhile. */
void relay_resume(struct relay *r);
/* Returns `set` without the signals whose handlers restore the terminal at a crash. */
uint64_t relay_unblock_crashes(const struct relay *r, uint64_t set);

#endif
