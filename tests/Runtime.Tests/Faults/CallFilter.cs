using System.ComponentModel;
using System.Runtime.InteropServices;

namespace SchemaToolkit.Tests.Faults;

/// <summary>A seccomp filter: what the kernel does with the system calls of a thread, and of the threads and processes that it starts
/// from then on. Nothing takes it away again. Numbers are those of x64.</summary>
internal static unsafe partial class CallFilter
{
    /// <summary>A filter that is for all threads of the process.</summary>
    public const nint ForAllThreads = 1;

    /// <summary>A filter whose calls another thread decides; installing it gives the file that this thread reads.</summary>
    public const nint WithListener = 8;

    public const uint Kill = 0x80000000;
    public const uint Refuse = 0x50000;
    public const uint Ask = 0x7fc00000;
    public const uint Allow = 0x7fff0000;

    private const nint Seccomp = 317;
    private const nint SetFilter = 1;
    private const int SetNoNewPrivileges = 38;

    private const ushort LoadWord = 0x20;
    private const ushort And = 0x54;
    private const ushort JumpIfEqual = 0x15;
    private const ushort JumpIfAtLeast = 0x35;
    private const ushort Return = 0x06;

    /// <summary>Does something with some calls, and allows all others.</summary>
    /// <returns>The listener's file, if there is one.</returns>
    public static int Install(ReadOnlySpan<CallPattern> patterns, uint what, nint flags = 0)
    {
        var instructions = new List<Instruction> { new(LoadWord, 0) };
        foreach (CallPattern pattern in patterns)
        {
            instructions.AddRange(
                new(JumpIfEqual, pattern.Call, otherwise: 4),
                new(LoadWord, pattern.Word),
                new(And, pattern.Bits),
                new(JumpIfEqual, pattern.Bits, otherwise: 1),
                new(Return, what),
                new(LoadWord, 0));
        }

        instructions.Add(new(Return, Allow));
        return Install([.. instructions], flags);
    }

    /// <summary>Kills the process at a call whose argument is large.</summary>
    public static void InstallKill(CallPattern pattern, uint atLeast)
        => Install(
            [
                new(LoadWord, 0),
                new(JumpIfEqual, pattern.Call, otherwise: 3),
                new(LoadWord, pattern.Word),
                new(JumpIfAtLeast, atLeast, otherwise: 1),
                new(Return, Kill),
                new(Return, Allow),
            ],
            ForAllThreads);

    private static int Install(Instruction[] instructions, nint flags)
    {
        fixed (Instruction* first = instructions)
        {
            var program = new Program { Length = (ushort)instructions.Length, Instructions = first };
            nint listener = Control(SetNoNewPrivileges, 1, 0, 0, 0) != 0 ? -1 : SystemCall(Seccomp, SetFilter, flags, &program);
            return listener < 0 ? throw new Win32Exception() : (int)listener;
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint operation, nint flags, Program* filter);

    private readonly struct Instruction(ushort code, uint operand, byte otherwise = 0)
    {
        public readonly ushort Code = code;
        public readonly byte IfTrue = 0;
        public readonly byte IfFalse = otherwise;
        public readonly uint Operand = operand;
    }

    private struct Program
    {
        public ushort Length;
        public Instruction* Instructions;
    }
}
