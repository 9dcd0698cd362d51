// A shared library of 64-bit ARM: an ELF header, one program header, and the texts that kernels leave in a library.
import java.nio.ByteBuffer
import java.nio.ByteOrder

def library = { String name, List<String> texts ->
    byte[] constants = ('\0' + texts.join('\0') + '\0').getBytes('US-ASCII')
    ByteBuffer out = ByteBuffer.allocate(120 + constants.length).order(ByteOrder.LITTLE_ENDIAN)
    out.put([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] as byte[])
    out.putShort(16, (short) 3).putShort(18, (short) 183).putLong(32, 64).putShort(54, (short) 56).putShort(56, (short) 1)
    out.putInt(64, 1).putInt(68, 4).putLong(96, 120 + constants.length).putLong(112, 0x4000)
    out.position(120)
    out.put(constants)
    new File(basedir, name).bytes = out.array()
}
List<String> runtime = ['Placeholder', 'PlaceholderOp', 'NoOp', 'Const', 'ConstantOp', '_Arg', 'ArgOp', '_Retval', 'RetvalOp',
    '_Send', 'SendOp', '_Recv', 'RecvOp', 'Softmax']
library('libwhole.so', runtime + ['SoftmaxOp<CPUDevice, float>'])
library('libpart.so', runtime + ['BiasOp<CPUDevice, float>'])
return true
