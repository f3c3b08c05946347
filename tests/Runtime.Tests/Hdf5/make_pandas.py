# Made pandas.h5 beside it, with pandas 2.2.3 and PyTables 3.10.
import sys
import pandas as pd

frame = pd.DataFrame({
    'chr': [f'chr{1 + i % 22}' for i in range(50)],
    'pos': range(0, 350, 7),
    'pct': [i % 101 / 4 for i in range(50)],
    'c': pd.Series(range(50), dtype='int32'),
})
frame.to_hdf(sys.argv[1], key='calls', format='table', data_columns=True, complevel=9, complib='zlib', index=False)
frame.to_hdf(sys.argv[1], key='blocks', format='table', complevel=9, complib='zlib', index=False)
