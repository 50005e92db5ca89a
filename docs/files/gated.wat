(component
  (import "lookup" (func (param "key" (list u8 16)))))
