export type Choice = 'approve' | 'reject' | 'undo' | 'always'
