;
-- nothing
; /* at all; */ ;;
