/*
 * The table of steps: opcode, name as docs/protocol.md has it, the function that executes it,
 * the actors that may, and the fields.
 *
 * Actors: F front, L launcher, I init. Fields, a letter each: b u8, w u32, i i32, q u64, s str,
 * S strs, B bytes, g a u32 count and that many u32.
 */
#ifndef HEXRUN_STEPS_H
#define HEXRUN_STEPS_H

#define FOR_EACH_STEP(STEP)                                                                        \
    STEP(1, SpawnLauncher, spawn_launcher, "F", "w")                                               \
    STEP(2, Fork, fork, "L", "q")                                                                  \
    STEP(3, ReachSyncPoint, reach_sync_point, "F", "s")                                            \
    STEP(4, ReleaseInit, release_init, "F", "")                                                    \
    STEP(5, AwaitExit, await_exit, "F", "iqwb")                                                    \
    STEP(6, SendSignal, send_signal, "F", "iqi")                                                   \
    STEP(7, SetSubreaper, set_subreaper, "F", "b")                                                 \
    STEP(8, CreateFifo, create_fifo, "F", "swww")                                                  \
    STEP(9, ReadStartFifo, read_start_fifo, "F", "siq")                                            \
    STEP(10, RunHook, run_hook, "FI", "sSSwsss")                                                   \
    STEP(11, WriteIdMap, write_id_map, "F", "bssbss")                                              \
    STEP(12, SetRlimit, set_rlimit, "FI", "iqq")                                                   \
    STEP(13, ChangeWorkingDirectory, change_working_directory, "F", "s")                           \
    STEP(14, AttachDeviceProgram, attach_device_program, "F", "sB")                                \
    STEP(15, SendTerminal, send_terminal, "F", "s")                                                \
    STEP(16, SendPidfd, send_pidfd, "F", "ss")                                                     \
    STEP(17, BindNotifySocket, bind_notify_socket, "F", "s")                                       \
    STEP(18, AwaitNotify, await_notify, "F", "siqb")                                               \
    STEP(19, MoveNetworkDevice, move_network_device, "F", "ss")                                    \
    STEP(20, SetOomScoreAdj, set_oom_score_adj, "L", "ib")                                         \
    STEP(21, OpenStartFifo, open_start_fifo, "L", "s")                                             \
    STEP(22, OpenNamespace, open_namespace, "L", "wwsb")                                           \
    STEP(23, JoinNamespace, join_namespace, "L", "wwb")                                            \
    STEP(24, UnshareUser, unshare_user, "L", "")                                                   \
    STEP(25, BecomeRoot, become_root, "LI", "")                                                    \
    STEP(26, UnshareTime, unshare_time, "L", "s")                                                  \
    STEP(27, ResetCpuAffinity, reset_cpu_affinity, "L", "")                                        \
    STEP(28, CheckProcess, check_process, "L", "iq")                                               \
    STEP(29, SetCpuAffinity, set_cpu_affinity, "LI", "B")                                          \
    STEP(30, JoinCgroup, join_cgroup, "L", "sbb")                                                  \
    STEP(31, JoinCgroupOf, join_cgroup_of, "L", "si")                                              \
    STEP(40, SetSession, set_session, "I", "")                                                     \
    STEP(41, UnshareCgroup, unshare_cgroup, "I", "")                                               \
    STEP(42, BringLoopbackUp, bring_loopback_up, "I", "")                                          \
    STEP(43, JoinSessionKeyring, join_session_keyring, "I", "s")                                   \
    STEP(44, OpenProc, open_proc, "I", "")                                                         \
    STEP(45, SetRootPropagation, set_root_propagation, "I", "q")                                   \
    STEP(46, OpenRoot, open_root, "I", "sb")                                                       \
    STEP(47, Mount, mount, "I", "sssSqqbs")                                                        \
    STEP(48, Bind, bind, "I", "ssbqqqqq")                                                          \
    STEP(49, SetPropagation, set_propagation, "I", "wsq")                                          \
    STEP(50, SetMountAttributes, set_mount_attributes, "I", "wsqqb")                               \
    STEP(51, CreateDirectory, create_directory, "I", "swww")                                       \
    STEP(52, CreateDevice, create_device, "I", "sbwwwwws")                                         \
    STEP(53, BindDevice, bind_device, "I", "ssbwwb")                                               \
    STEP(54, CreateSymlink, create_symlink, "I", "ss")                                             \
    STEP(55, MaskPath, mask_path, "I", "s")                                                        \
    STEP(56, MakeReadOnly, make_read_only, "I", "s")                                               \
    STEP(57, PivotRoot, pivot_root, "I", "")                                                       \
    STEP(58, MoveRoot, move_root, "I", "")                                                         \
    STEP(59, ChangeRoot, change_root, "I", "")                                                     \
    STEP(60, Remount, remount, "I", "wsbSqqq")                                                     \
    STEP(61, CloneTree, clone_tree, "F", "sbbss")                                                  \
    STEP(62, CloneSharedTree, clone_shared_tree, "I", "sb")                                        \
    STEP(63, KeepMount, keep_mount, "I", "")                                                       \
    STEP(64, CreateDeviceNode, create_device_node, "F", "sbwwwww")                                 \
    STEP(70, SetHostname, set_hostname, "I", "s")                                                  \
    STEP(71, SetDomainname, set_domainname, "I", "s")                                              \
    STEP(72, WriteSysctl, write_sysctl, "I", "ss")                                                 \
    STEP(73, SetUmask, set_umask, "I", "w")                                                        \
    STEP(74, SetNoNewPrivileges, set_no_new_privileges, "I", "")                                   \
    STEP(75, ChownStandardStreams, chown_standard_streams, "I", "w")                               \
    STEP(76, DropBoundingCapabilities, drop_bounding_capabilities, "I", "q")                       \
    STEP(77, SetKeepCapabilities, set_keep_capabilities, "I", "b")                                 \
    STEP(78, SetGroups, set_groups, "I", "g")                                                      \
    STEP(79, SetUser, set_user, "I", "ww")                                                         \
    STEP(80, SetCapabilities, set_capabilities, "I", "qqq")                                        \
    STEP(81, RaiseAmbientCapabilities, raise_ambient_capabilities, "I", "q")                       \
    STEP(82, ChangeDirectory, change_directory, "I", "sb")                                         \
    STEP(83, FindProgram, find_program, "I", "sS")                                                 \
    STEP(84, ResetSignals, reset_signals, "I", "")                                                 \
    STEP(85, DetachFromFront, detach_from_front, "I", "")                                          \
    STEP(86, AwaitStart, await_start, "I", "")                                                     \
    STEP(87, CloseDescriptors, close_descriptors, "I", "w")                                        \
    STEP(88, ClearParentDeathSignal, clear_parent_death_signal, "I", "")                           \
    STEP(89, Exec, exec, "I", "SS")                                                                \
    STEP(90, LookUpHome, look_up_home, "I", "w")                                                   \
    STEP(91, CreateTerminal, create_terminal, "I", "wwwb")                                         \
    STEP(92, SetScheduler, set_scheduler, "I", "wqiwqqq")                                          \
    STEP(93, SetIoPriority, set_io_priority, "I", "ww")                                            \
    STEP(94, SetPersonality, set_personality, "I", "w")                                            \
    STEP(95, SetMemoryPolicy, set_memory_policy, "I", "wB")                                        \
    STEP(96, InstallSeccomp, install_seccomp, "I", "wBb")                                          \
    STEP(97, SendSeccompListener, send_seccomp_listener, "F", "sS")                                \
    STEP(98, PrepareStart, prepare_start, "I", "b")                                                \
    STEP(110, Watch, watch, "F", "bss")                                                            \
    STEP(111, AwaitEvents, await_events, "F", "wiq")

#define STEP(number, name, function, actors, fields) OP_##name = number,
enum opcode { FOR_EACH_STEP(STEP) };
#undef STEP

#endif
