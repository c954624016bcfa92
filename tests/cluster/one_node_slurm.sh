#!/usr/bin/env bash
# A Slurm cluster of one node, this machine, for tests and to try things by hand. It needs Debian's
# slurm-wlm and munge, no configuration and no service, and leaves the system's own alone.
#
#   eval "$(tests/cluster/one_node_slurm.sh start DIR)"    starts it; exports SLURM_CONF
#   tests/cluster/one_node_slurm.sh stop DIR               ends it and all of its jobs
#
# DIR is made where it is not there, and holds keys, state and logs; its path has to be short, since
# a socket lies in it. Exit code 77: it cannot run here; standard error says why.
set -u
PATH=$PATH:/usr/sbin:/sbin

skip() {
    echo "$*" >&2
    exit 77
}

# What a daemon has written about itself, where it does not start.
skip_with_log() {
    local log=$1
    shift
    skip "$*: $(tail -n 3 "$log" 2>/dev/null | tr '\n' ' ')"
}

free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 40000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port" && return; }
    done
}

write_configuration() {
    local cpus memory node
    cpus=$(nproc)
    memory=$(awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo)
    node=$(hostname -s)
    : >"$dir/plugstack.conf"
    # Two CPUs at least, so that two ranks run at once on any machine.
    cat >"$dir/slurm.conf" <<END
ClusterName=weft
SlurmctldHost=$node(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$dir/munge.socket
CredType=cred/munge
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmdLogFile=$dir/slurmd.log
PlugStackConfig=$dir/plugstack.conf
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,bf_interval=1
SlurmdParameters=config_overrides
KillWait=10
NodeName=$node NodeAddr=127.0.0.1 CPUs=$((cpus < 2 ? 2 : cpus)) RealMemory=$memory State=UNKNOWN
PartitionName=main Nodes=$node Default=YES MaxTime=INFINITE State=UP
END
}

start() {
    local program
    for program in munged slurmctld slurmd sinfo sbatch srun scancel; do
        command -v $program >/dev/null || skip "$program is not installed (slurm-wlm and munge have it)"
    done
    [ ${#dir} -le 80 ] || skip "the path of $dir is too long for a socket"
    mkdir -p "$dir/state" "$dir/spool" || skip "cannot make $dir"
    chmod 755 "$dir"
    umask 077
    head -c 1024 /dev/urandom >"$dir/munge.key"
    # --force: an owner or a mode that it would not have in /run/munge is no danger here.
    munged --force --socket="$dir/munge.socket" --key-file="$dir/munge.key" \
        --pid-file="$dir/munged.pid" --seed-file="$dir/munged.seed" \
        --log-file="$dir/munged.log" >/dev/null 2>>"$dir/start.log" </dev/null ||
        skip_with_log "$dir/start.log" "munged does not start"
    umask 022
    write_configuration
    export SLURM_CONF=$dir/slurm.conf
    slurmctld -c >/dev/null 2>>"$dir/start.log" </dev/null ||
        give_up "$dir/slurmctld.log" "slurmctld does not start"
    slurmd >/dev/null 2>>"$dir/start.log" </dev/null ||
        give_up "$dir/slurmd.log" "slurmd does not start"
    for _ in $(seq 100); do
        if [ "$(sinfo -h -o %T 2>/dev/null)" = idle ]; then
            echo "export SLURM_CONF=$SLURM_CONF"
            return
        fi
        sleep 0.2
    done
    give_up "$dir/slurmd.log" "the node did not come up within 20 s"
}

give_up() {
    stop
    skip_with_log "$@"
}

# The process of a pid file, if it is that daemon's still.
process_of() {
    local id
    id=$(cat "$dir/$1.pid" 2>/dev/null) && [ "$(cat "/proc/$id/comm" 2>/dev/null)" = "$1" ] &&
        echo "$id"
}

stop() {
    local daemon id
    export SLURM_CONF=$dir/slurm.conf
    if [ -n "$(process_of slurmctld)" ]; then
        scancel -u "$(id -un)" 2>/dev/null
        for _ in $(seq 60); do # A job that is killed under its slurmd would be left behind.
            [ -z "$(squeue -h 2>/dev/null)" ] && break
            sleep 0.2
        done
    fi
    for daemon in slurmd slurmctld munged; do
        id=$(process_of $daemon) || continue
        kill "$id" 2>/dev/null
        for _ in $(seq 50); do
            [ -n "$(process_of $daemon)" ] || break
            sleep 0.1
        done
        id=$(process_of $daemon) && kill -KILL "$id" 2>/dev/null
    done
    return 0
}

if [ $# -ne 2 ]; then
    sed -n '2,10s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
dir=$(realpath -m -- "$2")
case $1 in
start) start ;;
stop) stop ;;
*) "$0" >&2 ;;
esac
