using System.ComponentModel;
using System.Runtime.InteropServices;

namespace SchemaToolkit.Tests.Faults;

/// <summary>System calls that the kernel refuses from now on: a seccomp filter, which nothing takes away again. Numbers are
/// those of x64.</summary>
internal static unsafe partial class RefusedCall
{
    private const nint Seccomp = 317;
    private const nint SetFilter = 1;
    private const nint ForAllThreadsFlag = 1;
    private const int SetNoNewPrivileges = 38;

    private const ushort LoadWord = 0x20;
    private const ushort And = 0x54;
    private const ushort JumpIfEqual = 0x15;
    private const ushort Return = 0x06;
    private const ushort JumpIfAtLeast = 0x35;
    private const uint Kill = 0x80000000;
    private const uint Refuse = 0x50000;
    private const uint Allow = 0x7fff0000;

    /// <summary>Refuses a call to this thread and those it starts.</summary>
    /// <param name="call">The call's number.</param>
    /// <param name="error">The error it ends with.</param>
    /// <param name="argument">The argument that is looked at.</param>
    /// <param name="bits">Its bits that must all be set for the call to be refused; 0 for every call.</param>
    public static void ForThisThread(uint call, uint error, int argument = 0, uint bits = 0) => Install(call, error, argument, bits, 0);

    /// <summary>Refuses a call to this process and those it starts.</summary>
    /// <inheritdoc cref="ForThisThread"/>
    public static void ForThisProcess(uint call, uint error, int argument = 0, uint bits = 0) => Install(call, error, argument, bits, ForAllThreadsFlag);

    /// <summary>Kills this process at a call, before the call does anything.</summary>
    /// <param name="call">The call's number.</param>
    /// <param name="argument">The argument that is looked at.</param>
    /// <param name="atLeast">The least it is; 0 for every call.</param>
    public static void KillsThisProcess(uint call, int argument, uint atLeast)
    {
        Instruction* instructions = stackalloc Instruction[]
        {
            new(LoadWord, 0),
            new(JumpIfEqual, call, otherwise: 3),
            new(LoadWord, 16 + (8 * (uint)argument)),
            new(JumpIfAtLeast, atLeast, otherwise: 1),
            new(Return, Kill),
            new(Return, Allow),
        };
        Install(new Filter { Length = 6, Instructions = instructions }, ForAllThreadsFlag);
    }

    private static void Install(uint call, uint error, int argument, uint bits, nint flags)
    {
        Instruction* instructions = stackalloc Instruction[]
        {
            new(LoadWord, 0),
            new(JumpIfEqual, call, otherwise: 4),
            new(LoadWord, 16 + (8 * (uint)argument)),
            new(And, bits),
            new(JumpIfEqual, bits, otherwise: 1),
            new(Return, Refuse | error),
            new(Return, Allow),
        };
        Install(new Filter { Length = 7, Instructions = instructions }, flags);
    }

    private static void Install(Filter program, nint flags)
    {
        if (Control(SetNoNewPrivileges, 1, 0, 0, 0) != 0 || SystemCall(Seccomp, SetFilter, flags, &program) != 0)
        {
            throw new Win32Exception();
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint operation, nint flags, Filter* filter);

    private readonly struct Instruction(ushort code, uint operand, byte otherwise = 0)
    {
        public readonly ushort Code = code;
        public readonly byte IfTrue = 0;
        public readonly byte IfFalse = otherwise;
        public readonly uint Operand = operand;
    }

    private struct Filter
    {
        public ushort Length;
        public Instruction* Instructions;
    }
}
