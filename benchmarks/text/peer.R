# A peer of the text benchmarks: fread of data.table, which makes columns; floats are f8, as R has no others. Called and
# asked as peer.py is: peer.R PEER NAME=VALUE..., then "check" and "run".
if (!requireNamespace("data.table", quietly = TRUE)) quit(status = 69)
suppressMessages(library(data.table))
options(digits = 17)

arguments <- commandArgs(trailingOnly = TRUE)[-1]
given <- setNames(as.list(sub("^[^=]*=", "", arguments)), sub("=.*", "", arguments))
fields <- strsplit(strsplit(given$fields, ", ")[[1]], " ")
names <- vapply(fields, `[`, "", 1)
kinds <- vapply(fields, function(field) switch(substr(field[2], 1, 1), S = "character", i = "integer", f = "numeric"), "")
setDTthreads(as.integer(given$threads))

work <- function() {
  fread(given$path, sep = given$delimiter, header = FALSE, col.names = names, colClasses = kinds, quote = "",
        showProgress = FALSE)
}
column_sum <- function(column) if (is.character(column)) sum(nchar(column, "bytes")) else sum(as.numeric(column), na.rm = TRUE)

input <- file("stdin", "r")
while (length(command <- readLines(input, 1)) > 0) {
  if (command == "check") {
    table <- work()
    cat(nrow(table), vapply(table, column_sum, 0), "\n")
  } else {
    start <- proc.time()
    table <- work()
    spent <- proc.time() - start
    cat(spent[["elapsed"]], spent[["user.self"]] + spent[["sys.self"]], "\n")
  }
  # Given back here, outside the time.
  table <- NULL
  invisible(gc())
}
