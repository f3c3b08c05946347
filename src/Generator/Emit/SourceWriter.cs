using System;
using System.Text;

namespace SchemaToolkit.Generator.Emit;

/// <summary>Writes indented lines. A line ends with '\n' on every machine, so that output is the same everywhere.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Writes lines at the current indentation. Empty lines stay empty.</summary>
    public SourceWriter Write(string lines)
    {
        foreach (string line in lines.Replace("\r\n", "\n").Split('\n'))
        {
            if (line.Length > 0)
            {
                _text.Append(' ', _depth * 4).Append(line);
            }

            _text.Append('\n');
        }

        return this;
    }

    /// <summary>Writes an empty line.</summary>
    public SourceWriter Line() => Write("");

    /// <summary>Opens a block. Disposing the result closes it.</summary>
    public Block Open(string head)
    {
        Write(head + "\n{");
        _depth++;
        return new Block(this);
    }

    public override string ToString() => _text.ToString();

    internal readonly struct Block(SourceWriter writer) : IDisposable
    {
        public void Dispose()
        {
            writer._depth--;
            writer.Write("}");
        }
    }
}
